package dev.gapless.scheduler.schedules;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;

/** A stream of a source, of all accounts. */
@Embeddable
record ScheduledStream(
        @Column(name = "source") String source,
        @Column(name = "stream") String stream) implements Serializable {}
