package dev.gapless.live.socket;

import dev.gapless.live.protocol.ClientMessage;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads what clients say in JSON. Safe for many threads. */
final class ClientMessageReader {

    /** Exact: a filter's number must not be rounded. */
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Never throws, as {@link ClientMessage#read}. */
    ClientMessage read(String text) {
        return ClientMessage.read(json, text);
    }
}
