package dev.gapless.common.platform;

import dev.gapless.common.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the scheduler for credentials and remembers them for a minute, in memory only. */
final class RemoteCredentialProvider implements CredentialProvider {

    private static final Duration FRESH = Duration.ofSeconds(60);

    /** What the scheduler answers. */
    record Answer(@Nullable String credential) {}

    private record Known(@Nullable Secret credential, Instant askedAt) {}

    private final RestClient scheduler;
    private final Clock clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    RemoteCredentialProvider(RestClient scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @Override
    public @Nullable Secret credential(String source, String account) {
        String key = source + "/" + account;
        Known remembered = known.get(key);
        if (remembered != null && clock.instant().isBefore(remembered.askedAt().plus(FRESH))) {
            return remembered.credential();
        }
        try {
            ResponseEntity<Answer> answer = scheduler
                    .get()
                    .uri("/internal/v1/accounts/{source}/{account}/credential", source, account)
                    .retrieve()
                    .toEntity(Answer.class);
            Answer body = answer.getBody();
            Secret credential = body == null || body.credential() == null ? null : Secret.of(body.credential());
            known.put(key, new Known(credential, clock.instant()));
            return credential;
        } catch (HttpClientErrorException.NotFound e) {
            known.remove(key);
            throw new UnknownAccountException(source, account);
        } catch (RestClientException e) {
            if (remembered == null) {
                throw new CatalogUnavailableException("credential of " + key, e);
            }
            return remembered.credential();
        }
    }

    @Override
    public void refresh(String source, String account) {
        known.remove(source + "/" + account);
    }
}
