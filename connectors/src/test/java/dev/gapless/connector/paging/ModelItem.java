package dev.gapless.connector.paging;

/** One item of the model. */
record ModelItem(String id, long position) {

    /** Odd white space and long characters, so that slices are put to the test. */
    String json() {
        return "{ \"id\":\"%s\",\n \"at\" : %d, \"text\":\"\u20ac \ud83d\ude00 ]}\\\"\", \"deep\":[{\"id\":[]}]}"
                .formatted(id, position);
    }
}
