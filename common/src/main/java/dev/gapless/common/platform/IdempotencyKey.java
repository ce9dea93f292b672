package dev.gapless.common.platform;

import java.util.regex.Pattern;
import org.springframework.web.ErrorResponseException;

/**
 * What a caller puts into the header {@value #HEADER}: the same key with the same request is carried out once.
 *
 * @param value 1 to 200 characters that are visible in ASCII
 */
public record IdempotencyKey(String value) {

    /** The header. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,200}");

    /** @throws ErrorResponseException 400 for what is no key */
    public IdempotencyKey {
        if (!FORM.matcher(value).matches()) {
            throw ApiProblem.badRequest(
                    HEADER + ": of another form (expected: 1 to 200 visible ASCII characters)",
                    "Draw a random one for each thing that is to be done once, such as a UUID.");
        }
    }

    /** The key under which a service asks another one for what this caller asks. */
    public IdempotencyKey forwarded(String caller) {
        return new IdempotencyKey(CallerTokens.digest(caller + "\n" + value));
    }
}
