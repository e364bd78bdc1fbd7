"""What customers bought."""

from flask import Blueprint, jsonify, request

blueprint = Blueprint("orders", __name__)

ORDERS = {}


@blueprint.get("/orders")
def list_orders():
    """List the orders of a customer.
    ---
    operationId: listOrders
    tags: [orders]
    security:
    - key: []
    parameters:
    - name: customer
      in: query
      type: string
      required: true
    responses:
      200:
        description: The orders, the newest first.
        schema:
          type: array
          items:
            $ref: '#/definitions/Order'
    x-next: [readOrder]
    """
    customer = request.args["customer"]
    return jsonify([order for order in ORDERS.values() if order["customer"] == customer])


@blueprint.get("/orders/<int:number>")
def read_order(number):
    """Read one order.
    ---
    operationId: readOrder
    tags: [orders]
    security:
    - key: []
    parameters:
    - name: number
      in: path
      type: integer
      required: true
    responses:
      200:
        description: The order.
        schema:
          $ref: '#/definitions/Order'
      404:
        description: There is no such order.
        schema:
          $ref: '#/definitions/Error'
    """
    return jsonify(ORDERS[number])


@blueprint.post("/orders")
def place_order():
    """Place an order.

    The definition of an order stands here, where orders begin.
    ---
    operationId: placeOrder
    tags: [orders]
    security:
    - key: []
    parameters:
    - name: order
      in: body
      schema:
        $ref: '#/definitions/Order'
    responses:
      201:
        description: The order was placed.
        schema:
          $ref: '#/definitions/Order'
    x-next: [readOrder, listOrders]
    definitions:
      Order:
        type: object
        required: [customer, items]
        properties:
          customer: {type: string}
          items:
            type: array
            items:
              $ref: '#/definitions/Article'
    """
    order = request.get_json()
    ORDERS[len(ORDERS) + 1] = order
    return jsonify(order), 201
