// test_persistent.c - PersistentMap: what a snapshot answers stays as it was, whatever is set and taken out afterwards.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/persistent.h"

enum { MANY = 5000 }; // keys: a tree of four levels

static Str key_of(Arena *arena, int i)
{
	return str_from(arena_printf(arena, "key%d", i));
}

static void *value_of(int i)
{
	return (void *)(uintptr_t)(i + 1);
}

static void test_empty(void **state)
{
	PersistentMap map = { 0 };

	(void)state;
	assert_null(persistent_get(&map, STR("a")));
}

static void test_many_keys(void **state)
{
	Arena arena = { 0 };
	PersistentMap map = { 0 };

	(void)state;
	for (int i = 0; i < MANY; i++)
		persistent_set(&map, &arena, key_of(&arena, i), value_of(i));
	for (int i = 0; i < MANY; i++)
		assert_ptr_equal(persistent_get(&map, key_of(&arena, i)), value_of(i));
	assert_null(persistent_get(&map, STR("key")));
	arena_release(&arena);
}

static void test_snapshots(void **state)
{
	Arena arena = { 0 };
	PersistentMap map = { 0 };
	PersistentMap snapshots[MANY];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snapshots[i] = map;
		persistent_set(&map, &arena, key_of(&arena, i), value_of(i));
		persistent_set(&map, &arena, key_of(&arena, 0), value_of(i));
		persistent_set(&map, &arena, key_of(&arena, i / 2 + 1), NULL);
	}
	for (int i = 1; i < MANY; i++) {
		const PersistentMap *then = &snapshots[i];
		assert_ptr_equal(persistent_get(then, STR("key0")), value_of(i - 1));
		assert_null(persistent_get(then, key_of(&arena, i)));
		assert_null(persistent_get(then, key_of(&arena, (i - 1) / 2 + 1)));
		if (i > 4)
			assert_ptr_equal(persistent_get(then, key_of(&arena, i - 1)), value_of(i - 1));
	}
	arena_release(&arena);
}

// Two that go on from the same snapshot do not see each other's keys.
static void test_branches(void **state)
{
	Arena arena = { 0 };
	PersistentMap trunk = { 0 }, left, right;

	(void)state;
	persistent_set(&trunk, &arena, STR("a"), value_of(0));
	left = right = trunk;
	for (int i = 0; i < MANY; i++)
		persistent_set(&left, &arena, key_of(&arena, i), value_of(i));
	persistent_set(&right, &arena, STR("b"), value_of(1));
	assert_null(persistent_get(&left, STR("b")));
	assert_null(persistent_get(&trunk, STR("b")));
	assert_null(persistent_get(&right, STR("key0")));
	assert_ptr_equal(persistent_get(&right, STR("a")), value_of(0));
	assert_ptr_equal(persistent_get(&right, STR("b")), value_of(1));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_snapshots),
		cmocka_unit_test(test_branches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
