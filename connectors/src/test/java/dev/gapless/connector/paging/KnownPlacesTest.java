package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.StreamId;
import org.junit.jupiter.api.Test;

class KnownPlacesTest {

    private static final StreamId POSTS = StreamId.parse("forum/ann/posts");
    private static final StreamId LIKES = StreamId.parse("forum/ann/likes");

    private final KnownPlaces places = new KnownPlaces(10);

    @Test
    void as_many_characters_are_kept_as_there_is_room_for() {
        places.note(POSTS, 1, "12345");
        places.note(LIKES, 1, "123456");
        assertThat(places.begin(POSTS, 5)).isNull();
        assertThat(places.begin(LIKES, 5)).isNotNull();

        places.note(LIKES, 1, "1");
        places.note(POSTS, 1, "123456789");
        assertThat(places.begin(POSTS, 5)).isNotNull();
        assertThat(places.begin(LIKES, 5)).isNotNull();
    }

    @Test
    void what_is_forgotten_leaves_room() {
        places.note(POSTS, 1, "1234567890");
        places.forget(POSTS);
        places.note(POSTS, 1, "12345");
        places.note(LIKES, 1, "12345");

        assertThat(places.begin(POSTS, 5)).isNotNull();
    }
}
