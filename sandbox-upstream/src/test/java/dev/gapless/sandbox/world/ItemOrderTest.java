package dev.gapless.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ItemOrderTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final String ACCOUNT = "acc-0001";

    private final List<ItemVersion> truth = new ArrayList<>();
    private final SandboxAccounts accounts = new SandboxAccounts(1);
    private final PlatformModel world = new PlatformModel(accounts, new SplittableRandom(1), truth::add, NOON);

    @Test
    void new_items_stand_at_positions_of_their_own_above_all_that_was_told() {
        long told = told();
        List<ItemVersion> made = make("'stream':'posts','operation':'create','count':3");

        assertThat(made).extracting(ItemVersion::position).containsExactly(told + 1, told + 2, told + 3);
        assertThat(truth).isEqualTo(made);
    }

    @Test
    void they_share_one_position_when_asked_to() {
        List<ItemVersion> made = make("'stream':'likes','operation':'create','count':3,'samePosition':true");

        assertThat(made)
                .hasSize(3)
                .extracting(ItemVersion::position)
                .containsOnly(made.getFirst().position());
        assertThat(made).extracting(ItemVersion::id).doesNotHaveDuplicates();
    }

    @Test
    void an_age_puts_them_into_the_past_and_what_comes_next_is_not_held_back() {
        long told = told();
        List<ItemVersion> made = make("'stream':'comments','operation':'create','count':2,'age':'24h'");

        long past = world.now() - TimeUnit.MICROSECONDS.convert(Duration.ofDays(1));
        assertThat(made).extracting(ItemVersion::position).containsExactly(past, past + 1);
        assertThat(made).allMatch(version -> version.created() == version.position());
        assertThat(made).allMatch(version -> version.emittedAt() == world.now());
        assertThat(told()).isEqualTo(told + 1);
    }

    @Test
    void a_post_is_edited_in_its_place_then_deleted_and_then_nothing_more() {
        ItemVersion post =
                make("'stream':'posts','operation':'create','age':'30d'").getFirst();
        String id = "'stream':'posts','id':'%s'".formatted(post.id());

        List<ItemVersion> edits = make(id + ",'operation':'update','count':2");
        ItemVersion deleted = make(id + ",'operation':'delete'").getFirst();

        assertThat(edits).extracting(ItemVersion::revision).containsExactly(2L, 3L);
        assertThat(edits).extracting(ItemVersion::created).containsOnly(post.created());
        assertThat(deleted.operation()).isEqualTo(VersionOperation.DELETE);
        assertThat(deleted.position()).isGreaterThan(edits.getLast().position());
        assertRefused("id", id + ",'operation':'update'");
        assertRefused("id", id + ",'operation':'delete'");
    }

    @Test
    void the_profile_gets_a_new_version() {
        world.past(0, world.now() - 1_000);

        assertThat(make("'stream':'profile','operation':'update'"))
                .singleElement()
                .satisfies(version -> assertThat(version.revision()).isEqualTo(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "account   | 'account':'acc-0009','stream':'posts','operation':'create'",
                "stream    | 'stream':'gossip','operation':'create'",
                "operation | 'stream':'posts','operation':'bless'",
                "operation | 'stream':'likes','operation':'update','id':'l-1'",
                "operation | 'stream':'profile','operation':'delete'",
                "id        | 'stream':'posts','operation':'update'",
                "id        | 'stream':'posts','operation':'update','id':'p-none'",
                "id        | 'stream':'posts','operation':'create','id':'p-1'",
                "age       | 'stream':'posts','operation':'delete','id':'p-1','age':'1h'",
                "age       | 'stream':'posts','operation':'create','age':'long'",
                "content   | 'stream':'likes','operation':'create','size':100",
                "content   | 'stream':'posts','operation':'delete','id':'p-1','nul':'text'",
                "nul       | 'stream':'posts','operation':'update','id':'p-1','nul':'id'",
                "nul       | 'stream':'posts','operation':'create','nul':'shoe'",
                "size      | 'stream':'posts','operation':'create','size':0",
                "count     | 'stream':'posts','operation':'create','count':1001",
                "count     | 'stream':'posts','operation':'delete','id':'p-1','count':2"
            })
    void a_wrong_member_is_refused_by_its_name_and_makes_nothing(String member, String body) {
        assertRefused(member, body);
        assertThat(truth).isEmpty();
    }

    private void assertRefused(String member, String body) {
        assertThatThrownBy(() -> make(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(member + ":");
    }

    private List<ItemVersion> make(String members) {
        String body = members.contains("'account'") ? members : "'account':'%s',%s".formatted(ACCOUNT, members);
        return world.make(ItemOrder.fromJson(
                JsonMapper.shared().readTree("{%s}".formatted(body).replace('\'', '"'))));
    }

    private long told() {
        List<Long> told = new ArrayList<>();
        accounts.all().getFirst().tellTime(world.now(), told::add);
        return told.getFirst();
    }
}
