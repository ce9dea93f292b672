package dev.gapless.embedded;

import java.io.IOException;

/** Another process uses the data directory. */
public final class DirectoryInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    DirectoryInUseException(String message) {
        super(message);
    }
}
