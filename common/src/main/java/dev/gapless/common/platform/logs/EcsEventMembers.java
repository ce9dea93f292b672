package dev.gapless.common.platform.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.gapless.common.secret.SecretRedaction;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * What a line in JSON has beside the framework's members: the event's name as {@code event.action}, and its words with
 * their values as {@code labels}. Texts that look like secrets are replaced in all members. Spring Boot makes it, by
 * {@code logging.structured.json.customizer}.
 */
final class EcsEventMembers implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

    private static final String OUR_LOGGERS = "dev.gapless.";

    @Override
    public void customize(Members<ILoggingEvent> members) {
        members.add("event", EcsEventMembers::name)
                .whenNotNull()
                .usingMembers(event -> event.add("action", name -> name));
        members.add("labels", EcsEventMembers::values).whenNotNull();
        members.applyingValueProcessor(ValueProcessor.of(String.class, EcsEventMembers::redacted));
    }

    private static @Nullable String redacted(@Nullable String text) {
        return text == null ? null : SecretRedaction.redact(text);
    }

    private static @Nullable String name(ILoggingEvent line) {
        return event(line).map(LogEvent::name).orElse(null);
    }

    private static @Nullable Map<String, String> values(ILoggingEvent line) {
        return event(line)
                .map(LogEvent::values)
                .filter(values -> !values.isEmpty())
                .orElse(null);
    }

    private static Optional<LogEvent> event(ILoggingEvent line) {
        return line.getLoggerName().startsWith(OUR_LOGGERS)
                ? LogEvent.read(line.getFormattedMessage())
                : Optional.empty();
    }
}
