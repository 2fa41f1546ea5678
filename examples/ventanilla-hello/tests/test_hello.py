class TestHomePanels:
    def test_it_greets_a_customer_by_name(self, switched_on, as_customer, make_contact):
        ana = make_contact(first_name="Ana", last_name="<b>Ruiz</b>")

        assert "Good to see you, Ana &lt;b&gt;Ruiz&lt;/b&gt;." in as_customer(ana).get("/").text

    def test_it_says_nothing_where_it_is_off(self, switched_on, as_customer):
        assert "Good to see you" not in as_customer(slug="globex").get("/")
