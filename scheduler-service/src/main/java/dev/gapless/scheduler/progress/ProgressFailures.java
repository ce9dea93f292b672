package dev.gapless.scheduler.progress;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.NestedRuntimeException;
import org.springframework.kafka.KafkaException.Level;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.util.backoff.FixedBackOff;

/**
 * What becomes of a record of {@code mining-progress} that could not be applied:
 *
 * <ol>
 *   <li>While the database or Kafka is away, it is tried until that is over: no other record would fare better.
 *   <li>It may be that the record cannot be stored (SQLSTATE classes 22 and 23), or that our own code fails on it. Then
 *       it is tried {@value #ATTEMPTS} times, and goes to the dead letters with its cause. Its task comes again when
 *       the lease runs out, and the records behind it are applied.
 * </ol>
 */
final class ProgressFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressFailures.class);
    private static final String RULE = "progress-not-applied";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;
    private static final int ATTEMPTS_A_LINE = 60;

    private ProgressFailures() {}

    static DefaultErrorHandler handler(ProgressLetters letters) {
        DefaultErrorHandler handler = new DefaultErrorHandler(
                (message, thrown) -> writeLetter(letters, message, thrown),
                new FixedBackOff(PAUSE.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
        handler.setBackOffFunction(
                (message, thrown) -> isOfTheRecord(thrown) ? new FixedBackOff(PAUSE.toMillis(), ATTEMPTS - 1L) : null);
        // no exception is final by its type: the function above decides
        handler.setClassifications(Map.of(), true);
        handler.setRetryListeners(ProgressFailures::log);
        handler.setLogLevel(Level.DEBUG);
        return handler;
    }

    private static void writeLetter(ProgressLetters letters, ConsumerRecord<?, ?> message, Exception thrown) {
        letters.write(
                message,
                RULE,
                detail(thrown),
                "Nothing is lost: its task comes again when the lease runs out. Report the cause.");
    }

    private static void log(ConsumerRecord<?, ?> message, @Nullable Exception thrown, int attempt) {
        if (thrown != null && attempt % ATTEMPTS_A_LINE == 1) {
            LOG.warn(
                    "progress-not-applied at={}-{}-{} attempt={} cause=\"{}\"",
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    attempt,
                    detail(thrown));
        }
    }

    /** True when no attempt can succeed, however long one waits. */
    static boolean isOfTheRecord(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state != null && (state.startsWith("22") || state.startsWith("23"));
            }
        }
        return !(cause instanceof NestedRuntimeException
                || cause instanceof KafkaException
                || cause instanceof CompletionException);
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof ListenerExecutionFailedException && cause != null ? cause : thrown;
    }

    private static String detail(Throwable thrown) {
        return NestedExceptionUtils.getMostSpecificCause(unwrapped(thrown)).toString();
    }
}
