import threading
import time

from core.testing.browser import Door

HANG = 60.0  # seconds; only there so that a broken door ends, too


def enter(door):
    statuses = []
    door({}, lambda status, _headers: statuses.append(status))
    return statuses


class TestDoor:
    def test_it_waits_for_those_inside(self):
        inside, finish = threading.Event(), threading.Event()
        order = []

        def app(_environ, _start_response):
            inside.set()
            finish.wait(HANG)
            order.append("answered")
            return []

        def close():
            door.close()
            order.append("closed")

        door = Door(app)
        threads = [threading.Thread(target=enter, args=(door,)), threading.Thread(target=close)]
        threads[0].start()
        assert inside.wait(HANG)
        threads[1].start()
        while not door._is_closed:
            time.sleep(0.01)
        finish.set()
        for thread in threads:
            thread.join()

        assert order == ["answered", "closed"]

    def test_who_comes_later_is_turned_away(self):
        def app(_environ, start_response):
            start_response("200 OK", [])
            return []

        door = Door(app)
        assert enter(door) == ["200 OK"]

        door.close()

        assert enter(door) == ["503 Service Unavailable"]
