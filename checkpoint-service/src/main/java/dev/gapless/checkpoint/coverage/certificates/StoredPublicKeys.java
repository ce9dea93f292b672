package dev.gapless.checkpoint.coverage.certificates;

import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code certificate_key}, which all processes of this service share. */
final class StoredPublicKeys implements PublicKeys {

    private final JdbcClient jdbc;

    StoredPublicKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(JWK key) {
        jdbc.sql("insert into certificate_key (kid, jwk) values (:kid, :jwk) on conflict do nothing")
                .param("kid", key.getKeyID())
                .param("jwk", key.toPublicJWK().toJSONString())
                .update();
    }

    @Override
    public List<JWK> all() {
        return jdbc.sql("select jwk from certificate_key order by first_seen, kid")
                .query((row, number) -> parsed(row.getString("jwk")))
                .list();
    }

    private static JWK parsed(String jwk) {
        try {
            return JWK.parse(jwk);
        } catch (ParseException e) {
            throw new IllegalStateException("a row of certificate_key holds no key", e);
        }
    }
}
