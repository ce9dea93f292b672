package dev.gapless.benchmarks.push;

/**
 * How a subscriber begins.
 *
 * @param path of the handshake, with its query
 * @param subprotocol empty for none
 * @param compressed whether compression is offered, and must be agreed on
 * @param awaited what the server says first; empty when it says nothing
 * @param said by the subscriber then, as a text frame; empty for nothing
 * @param answer what the server says to that; empty when it says nothing
 */
record SubscriberDialogue(
        String path, String subprotocol, boolean compressed, String awaited, String said, String answer) {}
