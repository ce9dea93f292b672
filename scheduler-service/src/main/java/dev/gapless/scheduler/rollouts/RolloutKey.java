package dev.gapless.scheduler.rollouts;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.io.Serializable;

/** A door of a source. */
@Embeddable
record RolloutKey(
        @Column(name = "source") String source,
        @Enumerated(EnumType.STRING) @Column(name = "door") SourceDoor door) implements Serializable {}
