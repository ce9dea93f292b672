import {StrictMode} from "react";
import {hydrateRoot} from "react-dom/client";
import {App} from "./App.js";
import {client} from "./client.js";

const root = document.getElementById("root");
if (root === null) {
  throw new Error("the page has no element with the id root");
}
hydrateRoot(
  root,
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
