package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteHome;

/** Tells the logging where to write, before the first logger of this process is made. */
final class LogFile {

    private LogFile() {}

    static void in(SuiteHome home) {
        System.setProperty(
                "gapless.log.file", home.logs().resolve("gapless.log").toString());
    }
}
