/** How messages are written on the WebSocket; what they say is the same. */
export interface WireFormat {
  /** The subprotocol's name. */
  readonly protocol: string;
  encode(message: object): string | Uint8Array<ArrayBuffer>;
  /**
   * @param data a text, or the bytes of a binary frame
   * @throws when it cannot be read
   */
  decode(data: unknown): unknown;
}

export const JSON_FORMAT: WireFormat = {
  protocol: "gapless.v1.json",
  encode: (message) => JSON.stringify(message),
  decode: (data) => JSON.parse(data as string),
};
