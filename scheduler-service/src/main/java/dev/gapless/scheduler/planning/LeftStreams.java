package dev.gapless.scheduler.planning;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Forgets the work for streams that nobody follows any more: it is not wanted, so it is not missing. */
final class LeftStreams {

    /** Accounts are looked up here and not by the caller, who may have read them before an account came back. */
    private static final String FOLLOWED = """
            exists (select 1
                      from account a
                     where a.source = w.source
                       and a.account = w.account
                       and a.deleted_at is null
                       and (a.streams is null or w.stream = any(a.streams)))
            """;

    private final JdbcClient jdbc;

    LeftStreams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param declared {@code source/stream} of every stream that a manifest has */
    int forget(Collection<String> declared) {
        String[] names = declared.toArray(String[]::new);
        return jdbc.sql("""
                delete from gap w
                 where w.state <> 'FILLED'
                   and (w.source || '/' || w.stream <> all(:names) or not
                """ + FOLLOWED + ")").param("names", names).update()
                + jdbc.sql("""
                delete from poll w
                 where w.source || '/' || w.stream <> all(:names) or not
                """ + FOLLOWED).param("names", names).update();
    }
}
