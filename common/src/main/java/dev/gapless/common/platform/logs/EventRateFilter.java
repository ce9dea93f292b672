package dev.gapless.common.platform.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Lets through so many lines of each event within a time, of our own loggers. How many lines were left out is said in a
 * line of its own when that time is over.
 */
final class EventRateFilter extends TurboFilter {

    private static final String OUR_LOGGERS = "dev.gapless.";
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(EventRateFilter.class);

    /** Runs something once, after a time. */
    interface DelayedRun {
        void after(Duration delay, Runnable work);
    }

    private final int lines;
    private final Duration window;
    private final DelayedRun later;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, EventWindow> windows = new ConcurrentHashMap<>();

    /**
     * @param lines of an event that are let through within the window
     * @param nanos a clock that only goes forward
     */
    EventRateFilter(int lines, Duration window, DelayedRun later, LongSupplier nanos) {
        this.lines = lines;
        this.window = window;
        this.later = later;
        this.nanos = nanos;
    }

    /** Puts one into the logs of the process, which all services of a process share, unless one is there. */
    static EventRateFilter into(LoggerContext logs, int lines, Duration window) {
        synchronized (EventRateFilter.class) {
            Optional<EventRateFilter> there = logs.getTurboFilterList().stream()
                    .filter(EventRateFilter.class::isInstance)
                    .map(EventRateFilter.class::cast)
                    .findFirst();
            return there.orElseGet(() -> {
                EventRateFilter filter = new EventRateFilter(
                        lines,
                        window,
                        (delay, work) -> {
                            var _ = logs.getScheduledExecutorService()
                                    .schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
                        },
                        System::nanoTime);
                filter.setContext(logs);
                filter.start();
                logs.addTurboFilter(filter);
                return filter;
            });
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        if (format == null
                || !logger.getName().startsWith(OUR_LOGGERS)
                || logger.getName().equals(LOG.getName())
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        return windows.computeIfAbsent(event(format), EventWindow::new).take() ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    /** The first word; the texts of lines are constants of the program, so there are few. */
    private static String event(String format) {
        int end = format.indexOf(' ');
        return end < 0 ? format : format.substring(0, end);
    }

    /** The lines of one event. */
    private final class EventWindow {

        private final String event;
        private long begun = nanos.getAsLong();
        private int seen;
        private long left;

        private EventWindow(String event) {
            this.event = event;
        }

        private synchronized boolean take() {
            long now = nanos.getAsLong();
            if (now - begun >= window.toNanos()) {
                begun = now;
                seen = 0;
            }
            if (seen < lines) {
                seen++;
                return true;
            }
            if (left++ == 0) {
                later.after(window.minusNanos(now - begun), this::tell);
            }
            return false;
        }

        private void tell() {
            long count;
            synchronized (this) {
                count = left;
                left = 0;
            }
            LOG.warn("log-lines-left-out event={} lines={} within={}", event, count, window);
        }
    }
}
