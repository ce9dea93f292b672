// the page of a browser, before React is loaded
import {JSDOM} from "jsdom";

const {window} = new JSDOM("<!doctype html><body></body>", {url: "http://page.test/", pretendToBeVisual: true});
for (const name of ["window", "document", "navigator", "HTMLElement", "Node", "Element", "MutationObserver"]) {
  // newer releases of Node have a navigator that only reads
  Object.defineProperty(globalThis, name, {value: window[name], configurable: true, writable: true});
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

