package dev.gapless.embedded;

import java.io.IOException;

/** Another process uses the data directory. */
final class DirectoryInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    DirectoryInUseException(String message) {
        super(message);
    }
}
