package dev.gapless.standalone;

import dev.gapless.standalone.cli.GaplessCommand;

/** Entry of the command line. */
public final class Gapless {

    private Gapless() {}

    public static void main(String[] args) {
        // before any logger is made: one configuration for all services of this process
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "gapless-logback.xml");
        System.exit(GaplessCommand.run(args));
    }
}
