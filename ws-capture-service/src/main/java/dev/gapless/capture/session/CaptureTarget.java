package dev.gapless.capture.session;

import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import org.jspecify.annotations.Nullable;

/**
 * The account and streams that are captured.
 *
 * @param epoch the group's generation in which this process was given the account
 */
public record CaptureTarget(SourceSpec spec, CaptureAssignment assignment, long epoch) {

    StreamId stream(String name) {
        return new StreamId(spec.source(), assignment.account(), name);
    }

    boolean wants(String stream) {
        return assignment.streams().contains(stream);
    }

    /** Null unless the manifest knows it and the account wants it. */
    @Nullable
    StreamSpec wanted(String stream) {
        return wants(stream) ? spec.streams().get(stream) : null;
    }
}
