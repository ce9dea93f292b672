package dev.gapless.standalone.demo;

import java.io.PrintStream;
import java.time.Duration;

/** Shows the figures: one line that is written over on a terminal, plain lines every few seconds elsewhere. */
final class DemoProgressView {

    private static final int PLAIN_EVERY = 5;

    private final PrintStream out;
    private final boolean terminal;
    private long lastEvents = -1;
    private long lines;

    DemoProgressView(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Called once a second. */
    void show(Duration elapsed, DemoFigures now) {
        long events = now.captured() + now.mined();
        long rate = lastEvents < 0 ? 0 : events - lastEvents;
        lastEvents = events;
        String line = ("%4ds  sockets %d  captured %,d  mined %,d  accepted %,d  duplicates %,d  published %,d"
                        + "  gaps open %d filled %,d  lag %.1fs  %,d events/s")
                .formatted(
                        elapsed.toSeconds(),
                        now.connections(),
                        now.captured(),
                        now.mined(),
                        now.accepted(),
                        now.duplicates(),
                        now.published(),
                        now.gapsOpen(),
                        now.gapsFilled(),
                        now.lag(),
                        rate);
        if (terminal) {
            out.print("\r\033[K" + line);
            out.flush();
        } else if (lines % PLAIN_EVERY == 0) {
            out.println(line);
        }
        lines++;
    }

    /** Something worth a line of its own. */
    void say(String text) {
        if (terminal) {
            out.print("\r\033[K");
        }
        out.println(text);
    }
}
