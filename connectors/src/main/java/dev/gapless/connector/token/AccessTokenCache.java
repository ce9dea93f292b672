package dev.gapless.connector.token;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.TokenGrant;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Access tokens by grant and credential. A token is kept until shortly before it ends. Of each credential at most one
 * is requested at a time, and callers that wait meanwhile get the same answer.
 */
final class AccessTokenCache {

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokenCache.class);

    /** A token is given up so long before its end, or a tenth of its life where that is shorter. */
    private static final Duration BEFORE_END = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofDays(1);

    /** A failure is the answer to all callers that ask within this time. */
    private static final Duration FAILURE_SHARED = Duration.ofSeconds(1);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** Of one credential. */
    private record TokenKey(TokenGrant grant, Secret credential) {}

    /** Guarded by its lock. */
    private static final class CachedToken {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable TokenResult result;
        private long until;

        /** Replaces the credential's own where the source gives a new one with each token. */
        private @Nullable Secret refreshToken;
    }

    private final TokenEndpoint endpoint;
    private final LongSupplier nanoClock;
    private final Map<TokenKey, CachedToken> entries = new ConcurrentHashMap<>();
    private final ReentrantLock sweeping = new ReentrantLock();
    private long swept;

    AccessTokenCache(TokenEndpoint endpoint, LongSupplier nanoClock) {
        this.endpoint = endpoint;
        this.nanoClock = nanoClock;
        this.swept = nanoClock.getAsLong();
    }

    TokenResult token(TokenGrant grant, NetworkRule rule, Secret credential) throws InterruptedException {
        CachedToken entry = locked(new TokenKey(grant, credential));
        try {
            TokenResult known = entry.result;
            if (known != null && nanoClock.getAsLong() - entry.until < 0) {
                return known;
            }
            TokenResult result = ask(entry, grant, rule, credential);
            entry.result = result;
            if (!(result instanceof TokenResult.Granted)) {
                entry.until = nanoClock.getAsLong() + FAILURE_SHARED.toNanos();
            }
            return result;
        } finally {
            entry.lock.unlock();
            sweep();
        }
    }

    /** The credential's entry. It is not removed while its lock is held. */
    private CachedToken locked(TokenKey key) throws InterruptedException {
        while (true) {
            CachedToken entry = entries.computeIfAbsent(key, absent -> new CachedToken());
            entry.lock.lockInterruptibly();
            if (entries.get(key) == entry) {
                return entry;
            }
            // forgotten just before: what is learned in it would be lost
            entry.lock.unlock();
        }
    }

    /** The source does not take this token; another one that was granted meanwhile stays. */
    void refused(TokenGrant grant, Secret credential, Secret token) throws InterruptedException {
        CachedToken entry = entries.get(new TokenKey(grant, credential));
        if (entry == null) {
            return;
        }
        entry.lock.lockInterruptibly();
        try {
            if (new TokenResult.Granted(token).equals(entry.result)) {
                entry.result = null;
            }
        } finally {
            entry.lock.unlock();
        }
    }

    private TokenResult ask(CachedToken entry, TokenGrant grant, NetworkRule rule, Secret credential)
            throws InterruptedException {
        Map<String, String> parts = AuthenticationScheme.parts(credential.reveal());
        Map<String, String> form = new LinkedHashMap<>();
        if (grant.kind() == TokenGrant.GrantKind.REFRESH_TOKEN) {
            form.put("grant_type", "refresh_token");
            form.put(
                    "refresh_token",
                    entry.refreshToken == null ? parts.getOrDefault("refresh_token", "") : entry.refreshToken.reveal());
        } else {
            form.put("grant_type", "client_credentials");
        }
        form.putAll(grant.parameters());
        String id = parts.getOrDefault("client_id", "");
        String secret = parts.getOrDefault("client_secret", "");
        Map<String, String> headers = Map.of();
        if (grant.proof() == TokenGrant.ClientProof.BASIC) {
            headers = Map.of("Authorization", "Basic " + base64(encoded(id) + ":" + encoded(secret)));
        } else {
            form.put("client_id", id);
            if (!secret.isEmpty()) {
                form.put("client_secret", secret);
            }
        }
        return switch (endpoint.post(rule, grant.url(), headers, form)) {
            case TokenAnswer.Unanswered(String reason, boolean notPermitted) ->
                notPermitted ? new TokenResult.NotPermitted() : new TokenResult.Failed("the token endpoint: " + reason);
            case TokenAnswer.Answered(int status, String body) -> read(entry, grant, status, body);
        };
    }

    private TokenResult read(CachedToken entry, TokenGrant grant, int status, String body) {
        if (status == 400 || status == 401 || status == 403) {
            LOG.warn("token-denied endpoint={} status={}", grant.url().getHost(), status);
            return new TokenResult.Denied(status);
        }
        if (status != 200) {
            return new TokenResult.Failed("the token endpoint: status %d (expected: 200)".formatted(status));
        }
        JsonNode answer = tree(body);
        String token = answer == null ? "" : answer.path("access_token").asString("");
        if (answer == null || token.isBlank()) {
            return new TokenResult.Failed("the token endpoint: an answer without access_token");
        }
        JsonNode life = answer.path("expires_in");
        Duration told = life.isNumber() || life.isString() ? seconds(life.asString("")) : grant.lifetime();
        Duration lifetime = told.compareTo(LONGEST) > 0 ? LONGEST : told;
        Duration margin = lifetime.dividedBy(10).compareTo(BEFORE_END) < 0 ? lifetime.dividedBy(10) : BEFORE_END;
        entry.until = nanoClock.getAsLong() + lifetime.minus(margin).toNanos();
        String next = answer.path("refresh_token").asString("");
        if (grant.kind() == TokenGrant.GrantKind.REFRESH_TOKEN && !next.isBlank()) {
            entry.refreshToken = Secret.of(next);
        }
        LOG.debug("token-granted endpoint={} lifetime={}", grant.url().getHost(), lifetime);
        return new TokenResult.Granted(Secret.of(token));
    }

    /** Some write the number as a text. What is no number counts as a token that ends at once. */
    private static Duration seconds(String text) {
        return text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }

    private static @Nullable JsonNode tree(String body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            // its message quotes the answer, which may hold a token
            return null;
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Removes what is not used any more, at most once a minute; a refresh token that was replaced is never forgotten.
     */
    private void sweep() {
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            long now = nanoClock.getAsLong();
            if (now - swept > SWEEP.toNanos()) {
                swept = now;
                entries.values().removeIf(entry -> unused(entry, now));
            }
        } finally {
            sweeping.unlock();
        }
    }

    private static boolean unused(CachedToken entry, long now) {
        if (!entry.lock.tryLock()) {
            return false;
        }
        try {
            return entry.refreshToken == null && now - entry.until > SWEEP.toNanos();
        } finally {
            entry.lock.unlock();
        }
    }
}
