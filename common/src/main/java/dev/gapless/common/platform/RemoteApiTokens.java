package dev.gapless.common.platform;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** Asks the scheduler, and remembers each answer for ten seconds: a token that is revoked is refused after that. */
final class RemoteApiTokens implements ApiTokenFinder {

    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 10_000;

    /** @param digest of a token */
    record TokenQuestion(String digest) {}

    /** @param caller null for one that is unknown */
    record TokenAnswer(@Nullable KnownCaller caller) {}

    private record RememberedCaller(Optional<KnownCaller> caller, long askedNanos) {}

    private final RestClient scheduler;
    private final LongSupplier nanoClock;
    private final Map<String, RememberedCaller> remembered = new ConcurrentHashMap<>();

    RemoteApiTokens(RestClient scheduler, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
    }

    @Override
    public Optional<KnownCaller> find(String digest) {
        long now = nanoClock.getAsLong();
        RememberedCaller known = remembered.get(digest);
        if (known != null && now - known.askedNanos() < KEPT_NANOS) {
            return known.caller();
        }
        TokenAnswer answer = scheduler
                .post()
                .uri("/internal/v1/tokens:find")
                .contentType(MediaType.APPLICATION_JSON)
                .body(new TokenQuestion(digest))
                .retrieve()
                .body(TokenAnswer.class);
        Optional<KnownCaller> caller = answer == null ? Optional.empty() : Optional.ofNullable(answer.caller());
        if (caller.isPresent() && caller.orElseThrow().tenant() == null) {
            // a scheduler of an earlier release knows no tenants, and a later call may meet a newer one
            throw new CallerUnknownException("the scheduler that answered is of an earlier release");
        }
        makeRoom(now);
        remembered.put(digest, new RememberedCaller(caller, now));
        return caller;
    }

    /** A caller that tries many tokens fills no memory. */
    private void makeRoom(long now) {
        if (remembered.size() >= MOST) {
            Iterator<RememberedCaller> each = remembered.values().iterator();
            while (each.hasNext()) {
                if (now - each.next().askedNanos() >= KEPT_NANOS || remembered.size() >= MOST) {
                    each.remove();
                }
            }
        }
    }
}
