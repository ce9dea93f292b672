package dev.gapless.connector.paging;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** A page's own word on whether another follows. */
enum HasMore {
    YES,
    NO,
    UNSAID,
    UNREADABLE;

    static final String EXPECTED = "true, false, or how many items follow";

    static HasMore of(ReadPage page, @Nullable JsonPointer pointer) {
        if (pointer == null) {
            return UNSAID;
        }
        JsonNode value = page.at(pointer);
        if (value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0) {
            return value.bigIntegerValue().signum() > 0 ? YES : NO;
        }
        if (!value.isBoolean()) {
            return UNREADABLE;
        }
        return value.booleanValue() ? YES : NO;
    }
}
