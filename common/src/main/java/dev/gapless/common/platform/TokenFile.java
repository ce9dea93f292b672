package dev.gapless.common.platform;

import dev.gapless.common.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one token in it. */
final class TokenFile {

    private static final int SHORTEST = 16;

    private TokenFile() {}

    /** @throws IllegalStateException when the file holds no usable token; the message names the file and the rule */
    static Secret read(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "token file %s cannot be read: make it, readable by its owner only".formatted(file), e);
        }
        if (token.length() < SHORTEST) {
            throw new IllegalStateException("token file %s: %d characters (expected: at least %d random ones)"
                    .formatted(file, token.length(), SHORTEST));
        }
        return Secret.of(token);
    }
}
