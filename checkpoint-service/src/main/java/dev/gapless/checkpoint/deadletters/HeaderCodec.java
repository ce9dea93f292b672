package dev.gapless.checkpoint.deadletters;

import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Headers as one value: names may come twice, and may hold what no text column holds. */
final class HeaderCodec {

    private static final ObjectMapper CBOR = CBORMapper.builder().build();
    private static final TypeReference<List<LetterHeader>> HEADERS = new TypeReference<>() {};

    private HeaderCodec() {}

    static byte[] write(List<LetterHeader> headers) {
        return CBOR.writeValueAsBytes(headers);
    }

    static List<LetterHeader> read(byte[] bytes) {
        return CBOR.readValue(bytes, HEADERS);
    }
}
