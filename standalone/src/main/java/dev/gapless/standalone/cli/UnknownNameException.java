package dev.gapless.standalone.cli;

import java.io.IOException;

/** A command names something that does not exist. Its message is for the person who gave the command. */
final class UnknownNameException extends IOException {

    private static final long serialVersionUID = 1L;

    UnknownNameException(String message) {
        super(message);
    }
}
