package dev.gapless.connector.catalog;

import dev.gapless.common.secret.Secret;
import java.time.Duration;
import java.util.List;
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

    /** What the scheduler answers of a source's own credentials. */
    record PoolAnswer(List<PoolMember> credentials) {}

    record PoolMember(String name, String credential) {

        @Override
        public String toString() {
            return "PoolMember[%s, ***]".formatted(name);
        }
    }

    private sealed interface Known {

        record Account(@Nullable Secret credential) implements Known {}

        record NoAccount() implements Known {}
    }

    private final RestClient scheduler;
    private final RememberedAnswers<Known> credentials;
    private final RememberedAnswers<List<PooledCredential>> pools;

    RemoteCredentialProvider(RestClient scheduler, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.credentials = new RememberedAnswers<>("credential", (key, before) -> ask(key), nanoClock);
        this.pools = new RememberedAnswers<>("credentials", (source, before) -> askPool(source), nanoClock);
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

    @Override
    public List<PooledCredential> pool(String source) {
        List<PooledCredential> known = pools.get(source);
        pools.renewIfOlder(source, RENEWED_AFTER);
        return known;
    }

    private List<PooledCredential> askPool(String source) {
        PoolAnswer answer = scheduler
                .get()
                .uri("/internal/v1/sources/{source}/credentials", source)
                .retrieve()
                .body(PoolAnswer.class);
        return answer == null
                ? List.of()
                : answer.credentials().stream()
                        .map(member -> new PooledCredential(member.name(), Secret.of(member.credential())))
                        .toList();
    }

    @Override
    public void refreshPool(String source) {
        pools.renewIfOlder(source, Duration.ZERO);
    }
}
