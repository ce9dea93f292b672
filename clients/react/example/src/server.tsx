declare const process: {readonly stdout: {write(text: string): void}};

import {StrictMode} from "react";
import {renderToString} from "react-dom/server";
import {App} from "./App.js";
import {client} from "./client.js";

process.stdout.write(
  renderToString(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  ),
);
