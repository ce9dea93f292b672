package dev.gapless.scheduler.schedules;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The {@code stream_schedule} table. A stream without a row is polled as its manifest says. */
@Entity
@Table(name = "stream_schedule")
class StreamSchedule {

    @EmbeddedId
    private ScheduledStream stream;

    @Embedded
    private PollRule rule;

    @Column(name = "set_at")
    private Instant setAt;

    @Column(name = "set_by")
    private String setBy;

    @Version
    @Column(name = "version")
    private @Nullable Long version;

    /** For Hibernate, which sets the members. */
    @SuppressWarnings("NullAway.Init")
    StreamSchedule() {}

    StreamSchedule(ScheduledStream stream, PollRule rule, Instant setAt, String setBy) {
        this.stream = stream;
        this.rule = rule;
        this.setAt = setAt;
        this.setBy = setBy;
    }

    void change(PollRule to, Instant at, String by) {
        rule = to;
        setAt = at;
        setBy = by;
    }

    ScheduledStream stream() {
        return stream;
    }

    PollRule rule() {
        return rule;
    }

    Instant setAt() {
        return setAt;
    }

    String setBy() {
        return setBy;
    }

    /** From 0; grows with each change. */
    long version() {
        return version == null ? 0 : version;
    }
}
