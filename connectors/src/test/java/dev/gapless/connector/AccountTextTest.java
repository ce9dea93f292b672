package dev.gapless.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTextTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"{account}\"`, `\"Acme\"`",
                "{account-lower}, acme",
                "{base64:{account}/}, QWNtZS8=",
                "{base64:/{account-lower}0}, L2FjbWUw",
                "`{\"key\":\"{base64:{account}/}\",\"end\":\"{base64:{account}0}\"}`, `{\"key\":\"QWNtZS8=\",\"end\":\"QWNtZTA=\"}`",
                "{now}, {now}",
            })
    void an_accounts_id_is_put_in_as_it_is_or_encoded(String text, String filled) {
        assertThat(AccountText.fill(text, "Acme")).isEqualTo(filled);
        assertThat(AccountText.isMistaken(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{base64:}", "{base64:{credential}}", "{base64:{account}", "{base64:a\"b}", "{base64:{base64:a}}"
            })
    void what_cannot_be_encoded_is_noticed(String text) {
        assertThat(AccountText.isMistaken(text)).isTrue();
    }
}
