package dev.gapless.checkpoint.conservation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** The latest books as gauges; not a number until they were read once. */
final class ConservationGauges {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Books books;
    private final AtomicLong difference = new AtomicLong(UNKNOWN);
    private final AtomicLong lettersMissing = new AtomicLong(UNKNOWN);

    ConservationGauges(Books books, MeterRegistry meters) {
        this.books = books;
        Gauge.builder("gapless.conservation.difference", difference, ConservationGauges::known)
                .register(meters);
        Gauge.builder("gapless.conservation.letters.missing", lettersMissing, ConservationGauges::known)
                .register(meters);
    }

    void refresh() {
        Conservation now = books.read(false);
        difference.set(now.difference());
        lettersMissing.set(now.lettersMissing());
    }

    private static double known(AtomicLong value) {
        long known = value.get();
        return known == UNKNOWN ? Double.NaN : known;
    }
}
