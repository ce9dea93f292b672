package dev.gapless.common.platform.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Three lines of an event within ten seconds. */
class EventRateFilterTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final LoggerContext logs = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final List<Duration> delays = new ArrayList<>();
    private final List<Runnable> delayed = new ArrayList<>();
    private final Logger filtersOwn = (Logger) LoggerFactory.getLogger(EventRateFilter.class);

    @BeforeEach
    void filter() {
        EventRateFilter filter = new EventRateFilter(
                3,
                WINDOW,
                (delay, work) -> {
                    delays.add(delay);
                    delayed.add(work);
                },
                nanos::get);
        filter.start();
        logs.addTurboFilter(filter);
        lines.start();
        logs.getLogger("ROOT").addAppender(lines);
        told.start();
        filtersOwn.addAppender(told);
    }

    @AfterEach
    void forget() {
        filtersOwn.detachAppender(told);
    }

    private Logger ours() {
        return logs.getLogger("dev.gapless.somewhere");
    }

    private static List<String> messages(ListAppender<ILoggingEvent> appender) {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void lines_beyond_the_third_are_left_out_and_their_number_is_said_once_when_the_time_is_over() {
        for (int line = 0; line < 8; line++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            ours().warn("batch-dropped worker={}", line);
        }

        assertThat(messages(lines))
                .containsExactly("batch-dropped worker=0", "batch-dropped worker=1", "batch-dropped worker=2");
        // the fourth came 3 s after the first
        assertThat(delays).containsExactly(Duration.ofSeconds(7));
        delayed.getFirst().run();
        assertThat(messages(told)).containsExactly("log-lines-left-out event=batch-dropped lines=5 within=PT10S");
    }

    @Test
    void the_next_window_begins_anew() {
        for (int line = 0; line < 4; line++) {
            ours().info("slice-failed");
        }
        nanos.addAndGet(WINDOW.toNanos());
        for (int line = 0; line < 4; line++) {
            ours().info("slice-failed");
        }

        assertThat(lines.list).hasSize(6);
    }

    @Test
    void other_events_and_loggers_are_not_touched_and_disabled_lines_do_not_count() {
        ours().setLevel(Level.INFO);
        for (int line = 0; line < 5; line++) {
            ours().debug("slice-failed");
            ours().warn("slice-failed cause={}", "a");
            ours().error("slice-lost");
            logs.getLogger("org.apache.kafka").warn("slice-failed");
        }

        assertThat(messages(lines).stream().filter("slice-failed cause=a"::equals))
                .hasSize(3);
        assertThat(messages(lines).stream().filter("slice-lost"::equals)).hasSize(3);
        assertThat(messages(lines).stream().filter("slice-failed"::equals)).hasSize(5);
    }

    @Test
    void the_services_of_a_process_share_one() {
        LoggerContext process = new LoggerContext();
        EventRateFilter first = EventRateFilter.into(process, 100, WINDOW);

        assertThat(EventRateFilter.into(process, 100, WINDOW)).isSameAs(first);
        assertThat(process.getTurboFilterList()).containsExactly(first);
    }
}
