package dev.gapless.standalone;

import dev.gapless.standalone.cli.GaplessCommand;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Entry of the command line. */
public final class GaplessMain {

    private GaplessMain() {}

    public static void main(String[] args) {
        // before any logger is made: one configuration for all services of this process
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "gapless-logback.xml");
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        System.exit(GaplessCommand.run(args));
    }
}
