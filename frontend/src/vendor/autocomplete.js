export { default } from "accessible-autocomplete";
