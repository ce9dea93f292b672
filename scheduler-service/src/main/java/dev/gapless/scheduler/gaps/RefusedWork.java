package dev.gapless.scheduler.gaps;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Gaps and polls that failed or were refused, and wait for up to an hour. When what they may have failed for is
 * repaired, they are tried again. To be called in the transaction of the repair.
 *
 * <p>What a repair cannot mend stays as it is: with any credential a guard holds, and a page cannot be read. With
 * another manifest a guard may have other limits. Freeing too much costs a request a gap, freeing too little an hour.
 * What a miner has now keeps its lease and forgets its attempts: it may be refused once more for what was repaired
 * meanwhile. What is refused while miners may still know the former manifest alone costs no attempt at all.
 */
public final class RefusedWork {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedWork.class);

    /** Miners remember a credential that was not refused for so long. */
    private static final Duration CREDENTIAL_REMEMBERED = Duration.ofSeconds(60);

    /** Miners read a manifest anew after 10 s; none shall try with the former one until it is stuck again. */
    public static final Duration MANIFEST_REMEMBERED = Duration.ofSeconds(15);

    private static final String FREE_GAPS = """
            update gap
               set state = case when state = 'STUCK' or reason = 'retention' then 'OPEN' else state end,
                   attempts = case when state in ('STUCK', 'OPEN', 'SCHEDULED') then 0 else attempts end,
                   reason = case when state in ('STUCK', 'OPEN') or reason = 'retention' then :freed else reason end,
                   due_at = case when state = 'SCHEDULED' then due_at
                                 when reason like 'the credential is refused%' and :credential then cast(:now as timestamptz)
                                 else :later end,
                   resume = case when state = 'SCHEDULED' then resume end,
                   updated_at = :now
             where source = :source
               and (cast(:account as text) is null or account = :account)
               and (state = 'STUCK'
                    or (state in ('OPEN', 'SCHEDULED') and attempts > 0)
                    or (state = 'UNFILLABLE' and reason = 'gone' and not :credential)
                    or (state = 'UNFILLABLE' and reason = 'retention' and stream = any (:kept)))
               and not (:credential and coalesce(reason, '') like 'mass-deletion:%')
               and not (:credential and coalesce(reason, '') like 'unreadable page%')
               and (not :pooled
                    or coalesce(gap.reason, '') like 'the credential is refused%'
                       and not exists (select 1 from account a
                                        where a.source = gap.source
                                          and a.account = gap.account
                                          and a.credential is not null))
            """;

    private static final String FREE_POLLS = """
            update poll
               set attempts = 0,
                   reason = case when scheduled then reason else :freed end,
                   next_at = case when scheduled then next_at
                                  when reason like 'the credential is refused%' and :credential
                                  then cast(:now as timestamptz) else :later end
             where source = :source
               and (cast(:account as text) is null or account = :account)
               and attempts > 0
               and (not :pooled
                    or coalesce(poll.reason, '') like 'the credential is refused%'
                       and not exists (select 1 from account a
                                        where a.source = poll.source
                                          and a.account = poll.account
                                          and a.credential is not null))
            """;

    private final JdbcClient jdbc;

    RefusedWork(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The account has another credential. */
    public void freeForCredential(String source, String account, Instant now) {
        free(source, account, true, false, List.of(), "the credential is new", CREDENTIAL_REMEMBERED, now);
    }

    /**
     * The source's own credentials have changed, with which accounts are read that have none. What failed for another
     * reason, or with an account's own credential, waits on.
     */
    public void freeForCredentials(String source, Instant now) {
        free(source, null, true, true, List.of(), "the credential is new", CREDENTIAL_REMEMBERED, now);
    }

    /**
     * The source has another manifest.
     *
     * @param kept streams that the source keeps longer than the former one said. What was given up of them is planned
     *     anew, before it is due
     */
    public void freeForManifest(String source, Collection<String> kept, Instant now) {
        free(source, null, false, false, kept, "the manifest is new", MANIFEST_REMEMBERED, now);
    }

    private void free(
            String source,
            @Nullable String account,
            boolean credential,
            boolean pooled,
            Collection<String> kept,
            String why,
            Duration remembered,
            Instant now) {
        int freed = jdbc.sql(FREE_GAPS)
                .param("freed", why)
                .param("credential", credential)
                .param("pooled", pooled)
                .param("kept", kept.toArray(String[]::new))
                .param("source", source)
                .param("account", account)
                .param("now", InstantParameters.of(now))
                .param("later", InstantParameters.of(now.plus(remembered)))
                .update();
        jdbc.sql(FREE_POLLS)
                .param("freed", why)
                .param("credential", credential)
                .param("pooled", pooled)
                .param("now", InstantParameters.of(now))
                .param("source", source)
                .param("account", account)
                .param("later", InstantParameters.of(now.plus(remembered)))
                .update();
        if (freed > 0) {
            LOG.info("gaps-freed source={} account={} count={} because=\"{}\"", source, account, freed, why);
        }
    }
}
