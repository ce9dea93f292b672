package dev.gapless.chaos;

import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Started by {@code ./gapless fuzz}. */
public final class FuzzMain {

    private FuzzMain() {}

    public static void main(String[] arguments) {
        // before any logger is made; the script says where the log goes
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "gapless-logback.xml");
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        System.exit(new CommandLine(new FuzzCommand()).execute(arguments));
    }
}
