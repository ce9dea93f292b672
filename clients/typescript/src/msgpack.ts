import {decode, encode} from "@msgpack/msgpack";
import type {WireFormat} from "./wireFormat.js";

/** Shorter frames that are read without parsing texts. Give it as the option `format`. */
export const messagePack: WireFormat = {
  protocol: "gapless.v1.msgpack",
  encode: (message) => encode(message, {ignoreUndefined: true}),
  decode: (data) => decode(new Uint8Array(data as ArrayBuffer)),
};
