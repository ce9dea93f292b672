package dev.gapless.standalone.demo;

import java.util.List;

/** Runs a command of the command line as if it were typed. */
@FunctionalInterface
public interface RunbookRunner {

    /** @return its exit status */
    int run(List<String> words);
}
