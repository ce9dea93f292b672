package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of the live capture of one account.
 *
 * @param epoch the capture group's generation in which the reporting process was given the account
 * @param cause one word for why it does not capture, such as {@code not-connected}; empty with CAPTURING
 * @param detail the reason in words, without secrets; may be empty
 * @param unconfirmed streams whose subscription the source has not confirmed; empty unless UNCONFIRMED
 * @param nextMillis WAITING: milliseconds from the report until the next connection is tried; null otherwise
 */
public record CaptureState(
        String source,
        String account,
        long epoch,
        CaptureStateKind kind,
        String cause,
        String detail,
        List<String> unconfirmed,
        @Nullable Long nextMillis) {

    /** What a capture is doing. */
    public enum CaptureStateKind {
        /** The source has confirmed every stream. */
        CAPTURING,

        /** There is a connection, and the source has not confirmed every stream. */
        UNCONFIRMED,

        /** There is no connection; another is tried after a pause. */
        WAITING
    }

    @JsonCreator
    public CaptureState {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(detail, "detail");
        unconfirmed = List.copyOf(unconfirmed);
    }

    public static CaptureState capturing(CaptureAssignment assignment, long epoch) {
        return new CaptureState(
                assignment.source(), assignment.account(), epoch, CaptureStateKind.CAPTURING, "", "", List.of(), null);
    }

    public static CaptureState unconfirmed(CaptureAssignment assignment, long epoch, List<String> streams) {
        return new CaptureState(
                assignment.source(),
                assignment.account(),
                epoch,
                CaptureStateKind.UNCONFIRMED,
                "unconfirmed",
                "connected, and the source has not confirmed the subscription",
                streams,
                null);
    }

    /** @param nextMillis 0 or more */
    public static CaptureState waiting(
            CaptureAssignment assignment, long epoch, String cause, String detail, long nextMillis) {
        return new CaptureState(
                assignment.source(),
                assignment.account(),
                epoch,
                CaptureStateKind.WAITING,
                cause,
                detail,
                List.of(),
                nextMillis);
    }

    /** {@code source/account}. */
    public String key() {
        return source + "/" + account;
    }
}
