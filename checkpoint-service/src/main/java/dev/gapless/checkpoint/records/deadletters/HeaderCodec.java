package dev.gapless.checkpoint.records.deadletters;

import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Headers as one value: names may come twice, and may hold what no text column holds. */
final class HeaderCodec {

    private static final ObjectMapper CBOR = CBORMapper.builder().build();
    private static final TypeReference<List<DeadLetterHeader>> HEADERS = new TypeReference<>() {};

    private HeaderCodec() {}

    static byte[] write(List<DeadLetterHeader> headers) {
        return CBOR.writeValueAsBytes(headers);
    }

    static List<DeadLetterHeader> read(byte[] bytes) {
        return CBOR.readValue(bytes, HEADERS);
    }
}
