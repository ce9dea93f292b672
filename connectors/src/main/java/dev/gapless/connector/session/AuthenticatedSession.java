package dev.gapless.connector.session;

import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * A session whose messages show the credential. {@code {credential}} stands for the whole of it. Of a credential that
 * is a JSON object, {@code {credential.NAME}} stands for that member. Only what is sent holds it. What the credential
 * lacks is empty, and the source refuses it.
 *
 * <p>A source may repeat what it was sent. What a message has shown is masked in what is captured and in dead letters.
 */
public final class AuthenticatedSession implements LiveSession {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{credential(?:\\.([A-Za-z0-9_-]+))?}");

    private final LiveSession session;
    private final Map<String, String> parts;
    private final EchoMask echoes = new EchoMask();

    public AuthenticatedSession(LiveSession session, @Nullable Secret credential) {
        this.session = session;
        this.parts = credential == null ? Map.of() : AuthenticationScheme.parts(credential.reveal());
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        return filled(session.opened(at));
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        return filled(session.frame(message, receivedAt));
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        return filled(session.alive(receivedAt));
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        return filled(session.tick(at));
    }

    @Override
    public @Nullable Long latenessMicros(String stream) {
        return session.latenessMicros(stream);
    }

    @Override
    public void delivered(String cursor, Instant at) {
        session.delivered(cursor, at);
    }

    @Override
    public void refused(int status) {
        session.refused(status);
    }

    @Override
    public void unanswered() {
        session.unanswered();
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        return filled(session.state(state, at));
    }

    private List<LiveEffect> filled(List<LiveEffect> effects) {
        return !echoes.isEmpty() || effects.stream().anyMatch(AuthenticatedSession::asks)
                ? effects.stream().map(this::filled).toList()
                : effects;
    }

    private static boolean asks(LiveEffect effect) {
        return effect instanceof LiveEffect.Send(String text) && text.contains("{credential");
    }

    private LiveEffect filled(LiveEffect effect) {
        return effect instanceof LiveEffect.Send(String text)
                ? new LiveEffect.Send(filled(text))
                : echoes.masked(effect);
    }

    private String filled(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(part(found.group(1) == null ? "credential" : found.group(1))));
    }

    /** As it stands inside of a JSON text. */
    private String part(String name) {
        String value = parts.getOrDefault(name, "");
        echoes.shown(value);
        if (name.equals("credential")) {
            parts.values().forEach(echoes::shown);
        }
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(value));
    }
}
