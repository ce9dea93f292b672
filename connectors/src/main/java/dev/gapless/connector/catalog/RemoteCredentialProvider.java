package dev.gapless.connector.catalog;

import dev.gapless.common.secret.Secret;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/**
 * Asks the scheduler for credentials and remembers them in memory only. One that was asked for more than a minute ago
 * is renewed in the background while its caller gets the old one. {@link #refresh} makes the next caller wait for a new
 * one.
 */
final class RemoteCredentialProvider implements CredentialProvider {

    private static final Duration RENEWED_AFTER = Duration.ofSeconds(60);

    /** What the scheduler answers. */
    record Answer(@Nullable String credential) {}

    private sealed interface Known {

        record Account(@Nullable Secret credential) implements Known {}

        record NoAccount() implements Known {}
    }

    private final RestClient scheduler;
    private final RememberedAnswers<Known> credentials;

    RemoteCredentialProvider(RestClient scheduler, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.credentials = new RememberedAnswers<>("credential", (key, before) -> ask(key), nanoClock);
    }

    @Override
    public @Nullable Secret credential(String source, String account) {
        String key = source + "/" + account;
        Known known = credentials.get(key);
        credentials.renewIfOlder(key, RENEWED_AFTER);
        return switch (known) {
            case Known.Account(Secret credential) -> credential;
            case Known.NoAccount none -> {
                credentials.forget(key);
                throw new UnknownAccountException(source, account);
            }
        };
    }

    private Known ask(String key) {
        String[] names = key.split("/", 2);
        try {
            Answer answer = scheduler
                    .get()
                    .uri("/internal/v1/accounts/{source}/{account}/credential", names[0], names[1])
                    .retrieve()
                    .toEntity(Answer.class)
                    .getBody();
            String credential = answer == null ? null : answer.credential();
            return new Known.Account(credential == null ? null : Secret.of(credential));
        } catch (HttpClientErrorException.NotFound e) {
            return new Known.NoAccount();
        }
    }

    @Override
    public void refresh(String source, String account) {
        credentials.forget(source + "/" + account);
    }
}
