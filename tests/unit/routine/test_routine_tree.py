from customised import read

from audiocoach.routine.model import Block, Exercise, Item
from audiocoach.routine.tree import MAIN, Place, map_items, walk


def name(item: Item) -> str:
    return item.name if isinstance(item, Exercise) else type(item).__name__


def test_a_walk_is_in_the_order_of_the_file() -> None:
    places = [place.item.where for place in walk(read())]
    assert places == sorted(places)
    assert len({place.path for place in walk(read())}) == len(places)


def test_a_path_leads_to_its_item_through_its_group() -> None:
    routine = read()
    for path, item, group in walk(routine):
        node: object = routine
        for key, index in path:
            node = getattr(node, key)[index]
        assert node is item
        key, index = path[-1]
        assert getattr(group, key)[index] is item


def test_the_warm_up_is_no_part_of_the_main_list() -> None:
    paths = {place.path for place in walk(read(), MAIN)}
    assert paths == {place.path for place in walk(read()) if place.path[0][0] == "exercises"}
    assert len(paths) < len(list(walk(read())))


def test_what_maps_items_to_themselves_changes_nothing() -> None:
    def same(place: Place) -> Item:
        item = place.item
        return map_items(item, same, path=place.path) if isinstance(item, Block) else item

    assert map_items(read(), same) == read()


def test_what_maps_items_is_called_for_each_of_a_walk() -> None:
    called: list[Place] = []

    def note(place: Place) -> Item:
        called.append(place)
        item = place.item
        return map_items(item, note, path=place.path) if isinstance(item, Block) else item

    routine = read()
    map_items(routine, note)
    assert [(place.path, name(place.item)) for place in called] == [
        (place.path, name(place.item)) for place in walk(routine)
    ]
