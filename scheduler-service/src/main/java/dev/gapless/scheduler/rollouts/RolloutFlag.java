package dev.gapless.scheduler.rollouts;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The {@code rollout_flag} table. A door without a row is open for all accounts. */
@Entity
@Table(name = "rollout_flag")
class RolloutFlag {

    /** The share of a door without a flag. */
    static final int ALL = 100;

    @EmbeddedId
    private RolloutKey key;

    @Column(name = "percent")
    private int percent;

    @Column(name = "reason")
    private String reason;

    @Column(name = "set_at")
    private Instant setAt;

    @Column(name = "set_by")
    private String setBy;

    @Version
    @Column(name = "version")
    private @Nullable Long version;

    /** For Hibernate, which sets the members. */
    @SuppressWarnings("NullAway.Init")
    RolloutFlag() {}

    RolloutFlag(RolloutKey key, int percent, String reason, Instant setAt, String setBy) {
        this.key = key;
        this.percent = percent;
        this.reason = reason;
        this.setAt = setAt;
        this.setBy = setBy;
    }

    void change(int to, String why, Instant at, String by) {
        percent = to;
        reason = why;
        setAt = at;
        setBy = by;
    }

    RolloutKey key() {
        return key;
    }

    int percent() {
        return percent;
    }

    String reason() {
        return reason;
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
