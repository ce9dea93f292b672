package dev.gapless.scheduler.access;

import dev.gapless.common.platform.ApiTokenFinder;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.CallerTokens;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tokens in the database. The token itself is shown once, to the caller that makes it. */
final class ApiTokenStore implements ApiTokenFinder {

    private static final int BYTES = 32;

    /**
     * A token without its secret.
     *
     * @param revokedAt null for one that was not revoked
     * @param tenant whose callers may use it; {@code *} for the whole installation
     */
    record ApiTokenView(
            String name,
            CallerRole role,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            String tenant) {}

    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final SecureRandom random = new SecureRandom();

    ApiTokenStore(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @return the token
     * @throws org.springframework.dao.DuplicateKeyException when there is or was one of this name
     */
    String create(String name, CallerRole role, String tenant, Duration lasts, String by) {
        byte[] drawn = new byte[BYTES];
        random.nextBytes(drawn);
        String token =
                CallerTokens.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
        Instant now = clock.instant();
        jdbc.sql("""
                insert into api_token (name, digest, role, tenant, created_at, created_by, expires_at)
                values (:name, :digest, :role, :tenant, :now, :by, :expires)
                """)
                .param("name", name)
                .param("digest", CallerTokens.digest(token))
                .param("role", role.name())
                .param("tenant", tenant)
                .param("now", InstantParameters.of(now))
                .param("by", by)
                .param("expires", InstantParameters.of(now.plus(lasts)))
                .update();
        return token;
    }

    /** @return false when there is none of this name */
    boolean revoke(String name, String by) {
        return jdbc.sql("""
                        update api_token
                           set revoked_at = coalesce(revoked_at, :now), revoked_by = coalesce(revoked_by, :by)
                         where name = :name
                        """)
                        .param("name", name)
                        .param("now", InstantParameters.of(clock.instant()))
                        .param("by", by)
                        .update()
                > 0;
    }

    /** @param tenant null for all */
    List<ApiTokenView> all(@Nullable String tenant) {
        return jdbc.sql("""
                select * from api_token where cast(:tenant as text) is null or tenant = :tenant order by name
                """)
                .param("tenant", tenant)
                .query((row, number) -> new ApiTokenView(
                        row.getString("name"),
                        CallerRole.valueOf(row.getString("role")),
                        InstantParameters.instant(row, "created_at"),
                        row.getString("created_by"),
                        InstantParameters.instant(row, "expires_at"),
                        InstantParameters.nullableInstant(row, "revoked_at"),
                        row.getString("tenant")))
                .list();
    }

    @Override
    public Optional<KnownCaller> find(String digest) {
        return jdbc.sql("""
                select name, role, tenant from api_token
                 where digest = :digest and revoked_at is null and expires_at > :now
                """)
                .param("digest", digest)
                .param("now", InstantParameters.of(clock.instant()))
                .query((row, number) -> new KnownCaller(
                        row.getString("name"), CallerRole.valueOf(row.getString("role")), row.getString("tenant")))
                .optional();
    }
}
