package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.accounts.SourceCredentialStore.NamedCredential;
import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Credentials that belong to a source, for accounts that have none. They go in here, and come out for the miners alone.
 */
@RestController
class SourceCredentialResource {

    private static final Logger LOG = LoggerFactory.getLogger(SourceCredentialResource.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final int MOST = 100;

    /** {@code PUT /v1/sources/{source}/credentials/{name}}. */
    record SourceCredentialRequest(String credential) {

        /** Without the credential: requests end up in error messages. */
        @Override
        public String toString() {
            return "SourceCredentialRequest[***]";
        }
    }

    /** Never the credential itself. */
    record SourceCredentialView(String source, String name, Instant createdAt) {}

    /** For the services that speak to the source. */
    record PoolAnswer(List<PoolMember> credentials) {}

    /** One of the messages that hold a credential. */
    record PoolMember(String name, String credential) {

        @Override
        public String toString() {
            return "PoolMember[%s, ***]".formatted(name);
        }
    }

    private final SourceCredentialStore store;
    private final SourceCatalog sources;
    private final RefusedWork refused;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    SourceCredentialResource(
            SourceCredentialStore store,
            SourceCatalog sources,
            RefusedWork refused,
            PlannedCalls calls,
            DatabaseClock clock) {
        this.store = store;
        this.sources = sources;
        this.refused = refused;
        this.calls = calls;
        this.clock = clock;
    }

    /** Adds a credential, or replaces the one of that name. Miners use it within a minute. */
    @PutMapping("/v1/sources/{source}/credentials/{name}")
    ResponseEntity<SourceCredentialView> put(
            @PathVariable String source,
            @PathVariable String name,
            @RequestBody SourceCredentialRequest body,
            CallConditions asked) {
        requireKnown(source);
        if (!NAME.matcher(name).matches()) {
            throw ApiProblem.unprocessable(
                    "name: '%s' (expected: 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit)"
                            .formatted(name),
                    "Call the credential by another name.");
        }
        if (body.credential().isBlank()) {
            throw ApiProblem.unprocessable("credential: empty (expected: the credential)", "Give the credential.");
        }
        store.prepare(source);
        boolean created = calls.call("put-source-credential", asked, told -> {
            Instant now = clock.instant();
            boolean fresh = store.put(source, name, Secret.of(body.credential()), now);
            if (store.names(source).size() > MOST) {
                throw ApiProblem.conflict(
                        "credentials: more than %d with this one (expected: at most %d)".formatted(MOST, MOST),
                        "Remove one that is not needed.");
            }
            refused.freeForCredentials(source, now);
            told.effect("source", source);
            told.effect("name", name);
            told.effect("creates", fresh);
            return fresh;
        });
        LOG.info("source-credential-changed source={} name={}", source, name);
        return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
                .body(store.names(source).stream()
                        .filter(known -> known.name().equals(name))
                        .map(known -> view(source, known))
                        .findFirst()
                        .orElseThrow(() -> unknown(source, name)));
    }

    /** Their names alone. */
    @GetMapping("/v1/sources/{source}/credentials")
    List<SourceCredentialView> list(@PathVariable String source) {
        requireKnown(source);
        return store.names(source).stream().map(known -> view(source, known)).toList();
    }

    @DeleteMapping("/v1/sources/{source}/credentials/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String source, @PathVariable String name, CallConditions asked) {
        requireKnown(source);
        calls.run("remove-source-credential", asked, told -> {
            if (!store.remove(source, name)) {
                throw unknown(source, name);
            }
            told.effect("source", source);
            told.effect("name", name);
        });
        LOG.info("source-credential-removed source={} name={}", source, name);
    }

    @GetMapping("/internal/v1/sources/{source}/credentials")
    ResponseEntity<PoolAnswer> pool(@PathVariable String source) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new PoolAnswer(store.open(source).stream()
                        .map(open ->
                                new PoolMember(open.name(), open.credential().reveal()))
                        .toList()));
    }

    private void requireKnown(String source) {
        if (sources.spec(source).isEmpty()) {
            throw UnknownSource.refusal(source, sources.names());
        }
    }

    private static RuntimeException unknown(String source, String name) {
        return ApiProblem.notFound(
                "credential: the source %s has none that is called %s".formatted(source, name),
                "./gapless credential list %s lists its credentials.".formatted(source));
    }

    private static SourceCredentialView view(String source, NamedCredential known) {
        return new SourceCredentialView(source, known.name(), known.createdAt());
    }
}
