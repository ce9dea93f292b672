package dev.gapless.checkpoint.records.accounting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** The latest books as gauges; not a number until they were read once. */
final class AccountingGauges {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final RecordAccounting books;
    private final AtomicLong difference = new AtomicLong(UNKNOWN);
    private final AtomicLong lettersMissing = new AtomicLong(UNKNOWN);

    AccountingGauges(RecordAccounting books, MeterRegistry meters) {
        this.books = books;
        Gauge.builder("gapless.accounting.difference", difference, AccountingGauges::known)
                .register(meters);
        Gauge.builder("gapless.accounting.dead.letters.missing", lettersMissing, AccountingGauges::known)
                .register(meters);
    }

    void refresh() {
        RecordAccountingReport now = books.read(false);
        difference.set(now.difference());
        lettersMissing.set(now.lettersMissing());
    }

    private static double known(AtomicLong value) {
        long known = value.get();
        return known == UNKNOWN ? Double.NaN : known;
    }
}
