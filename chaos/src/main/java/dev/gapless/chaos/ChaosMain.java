package dev.gapless.chaos;

import java.time.Duration;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Started by {@code ./gapless chaos}. */
public final class ChaosMain {

    private ChaosMain() {}

    public static void main(String[] arguments) {
        // before any logger is made, as the suite's own command line does; the script says where the log goes
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "gapless-logback.xml");
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        int code = new CommandLine(new ChaosCommand())
                .addSubcommand(new StopUnderLoadCommand())
                .addSubcommand(new DrainedBacklogCommand())
                .registerConverter(Duration.class, text -> Duration.parse(text.startsWith("P") ? text : "PT" + text))
                .execute(arguments);
        System.exit(code);
    }
}
